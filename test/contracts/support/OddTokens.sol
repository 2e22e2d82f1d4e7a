// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A plain token of 18 decimals whose transfers a test may bend.
abstract contract OddToken is ERC20("Odd", "ODD") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @notice Keeps one unit of every transfer once `fee` is on.
contract FeeToken is OddToken {
    bool public fee;

    function charge() external {
        fee = true;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (fee && from != address(0) && to != address(0) && amount > 0) super._update(to, address(0), 1);
    }
}

/// @notice Counts the calls of what it does not know, permits among them.
contract AskedToken is OddToken {
    uint256 public asked;

    fallback() external {
        ++asked;
    }
}

/// @notice Says no by returning false once `refusing` is on, and moves nothing.
contract FalseToken is OddToken {
    bool public refusing;

    function refuse() external {
        refusing = true;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return !refusing && super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return !refusing && super.transferFrom(from, to, amount);
    }
}

/// @notice Returns nothing from transfers and approvals.
contract SilentToken {
    uint8 public constant decimals = 18;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @notice Calls back, once, in the middle of the next transfer; remembers whether the call went through.
contract CallingToken is OddToken {
    address private target;
    bytes private data;
    bool public called;
    bool public wentThrough;

    function arm(address target_, bytes calldata data_) external {
        (target, data, called, wentThrough) = (target_, data_, false, false);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        address callee = target;
        target = address(0);
        called = true;
        (wentThrough, ) = callee.call(data);
    }
}
