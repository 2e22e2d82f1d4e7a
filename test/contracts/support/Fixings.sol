// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBmeOracle} from "src/interfaces/IBmeOracle.sol";
import {Files} from "./Files.sol";
import {Test} from "./Test.sol";

/// @notice The domain's fixings of every day, as writeCases.ts has written them.
abstract contract Fixings is Test {
    string private constant PATH = ".build/relay/fixings.bin";
    uint256 private constant SERIES = 5;

    /// @dev They lie in the code of another account: first day, number of days, then five values a day.
    address private constant SHELF = address(0xF1F1);

    function loadFixings() internal {
        Files files = Files(address(vm));
        if (!files.isFile(PATH)) revert("no fixings: `npm run test:cases` writes them");
        vm.etch(SHELF, files.readFileBinary(PATH));
    }

    function fixingsFrom() internal view returns (uint32) {
        return uint32(word(0));
    }

    function fixingsThrough() internal view returns (uint32) {
        return uint32(word(0) + word(1) - 1);
    }

    function names() internal pure returns (bytes32[SERIES] memory) {
        return [bytes32("BME14"), "BME28", "BME56", "BME84", "BME168"];
    }

    function fixing(uint256 series, uint256 day) internal view returns (uint256) {
        require(day >= fixingsFrom() && day <= fixingsThrough(), "no fixing of that day");
        return word(2 + (day - fixingsFrom()) * SERIES + series);
    }

    /// @dev Every value and every sum of the days `from` to `to`; the oracle's first day is `from`.
    function assertFixings(IBmeOracle oracle, uint32 from, uint32 to) internal view {
        for (uint256 series; series < SERIES; ++series) {
            bytes32 name = names()[series];
            uint256 sum;
            for (uint32 day = from; day <= to; ++day) {
                uint256 value = fixing(series, day);
                sum += value;
                assertEq(oracle.valueOf(name, day), value, "value");
                assertEq(oracle.cumulative(name, day), sum, "sum");
            }
        }
    }

    function word(uint256 index) private view returns (uint256 value) {
        address shelf = SHELF;
        assembly ("memory-safe") {
            extcodecopy(shelf, 0, mul(index, 32), 32)
            value := mload(0)
        }
    }
}
