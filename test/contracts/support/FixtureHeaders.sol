// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Files} from "./Files.sol";
import {Headers} from "./Headers.sol";

/// @notice The headers that are always there: the gas benchmark's.
abstract contract FixtureHeaders is Headers {
    string private constant PATH = "server/bench/headers.csv";

    /// @dev Counted from 1; 0 for what is not there.
    mapping(uint256 height => uint256 place) private _places;

    constructor() {
        Files files = Files(address(vm));
        bytes memory all;
        uint256 place;
        for (string memory line = files.readLine(PATH); bytes(line).length > 0; line = files.readLine(PATH)) {
            if (bytes(line)[0] < "0" || bytes(line)[0] > "9") continue;
            string[] memory fields = files.split(line, ",");
            _places[files.parseUint(fields[0])] = ++place;
            all = bytes.concat(all, files.parseBytes(fields[1]));
        }
        shelve(all);
    }

    function _place(uint256 height) internal view override returns (uint256) {
        require(_places[height] != 0, "not in headers.csv");
        return _places[height] - 1;
    }
}
