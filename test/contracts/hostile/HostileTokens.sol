// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice The whims that real and invented tokens have, one at a time, switched on when the test wants.
enum Whim {
    None,
    Paused,
    AnswersMuch,
    BurnsGas,
    ChargesTheReceiver,
    ChargesTheSender,
    MovesNothing,
    MovesNothingAndSaysNo,
    OtherDecimals,
    WideDecimals,
    OverstatesBalances,
    UnderstatesBalances
}

/// @notice A token whose issuer can do anything to its rules.
contract WhimsicalToken is ERC20("Whim", "WHIM") {
    Whim public whim;
    mapping(address account => bool) public isBlacklisted;
    uint256 public percent = 100;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function become(Whim whim_) external {
        whim = whim_;
    }

    function blacklist(address account) external {
        isBlacklisted[account] = true;
    }

    function forgive(address account) external {
        isBlacklisted[account] = false;
    }

    /// @notice From now on every account shows and holds `percent_` of what it held.
    function rebase(uint256 percent_) external {
        percent = percent_;
    }

    function decimals() public view override returns (uint8) {
        if (whim == Whim.WideDecimals) {
            assembly {
                mstore(0, 274) // 18 in the lowest byte
                return(0, 32)
            }
        }
        return whim == Whim.OtherDecimals ? 6 : 18;
    }

    function balanceOf(address account) public view override returns (uint256 balance) {
        balance = (super.balanceOf(account) * percent) / 100;
        if (whim == Whim.OverstatesBalances) return balance + 1;
        if (whim == Whim.UnderstatesBalances) return balance / 2;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return _isWillingTo(msg.sender, to) && super.transfer(to, amount) && _answer();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return _isWillingTo(from, to) && super.transferFrom(from, to, amount) && _answer();
    }

    function _isWillingTo(address from, address to) private view returns (bool) {
        require(whim != Whim.Paused, "paused");
        require(!isBlacklisted[from] && !isBlacklisted[to], "blacklisted");
        if (whim == Whim.BurnsGas) {
            assembly {
                invalid()
            }
        }
        return whim != Whim.MovesNothingAndSaysNo;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (whim == Whim.MovesNothing) return;
        super._update(from, to, (amount * 100) / percent);
        bool isTransfer = from != address(0) && to != address(0);
        if (isTransfer && whim == Whim.ChargesTheReceiver) super._update(to, address(0xFEE), 1);
        if (isTransfer && whim == Whim.ChargesTheSender) super._update(from, address(0xFEE), 1);
    }

    function _answer() private view returns (bool) {
        if (whim == Whim.AnswersMuch) {
            assembly {
                mstore(0, 1)
                return(0, 1000000)
            }
        }
        return true;
    }
}

/// @notice Where a token gets control.
enum Hook {
    None,
    Transfer,
    TransferFrom,
    BalanceOf,
    Decimals,
    Permit
}

/// @notice A token that is itself a party to the deal and calls whatever it was armed with from the hook it was armed at. Where it is
/// only asked (a static call), it cannot count: there a call that goes through makes it revert, so that the outer act fails.
contract ReenteringToken {
    error ADoorWasOpen();

    mapping(address account => uint256) private balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    Hook private hook;
    address private target;
    bytes private data;
    uint256 public tried;
    uint256 public went;

    function arm(Hook hook_, address target_, bytes calldata data_) external {
        (hook, target, data, tried, went) = (hook_, target_, data_, 0, 0);
    }

    /// @notice The token as a party acts in the open.
    function act(address where, bytes calldata what) external returns (bool done) {
        (done, ) = where.call(what);
    }

    function mint(address to, uint256 amount) external {
        balances[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return this.isValidSignature.selector;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        _fire(Hook.Transfer);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        _fire(Hook.TransferFrom);
        _move(from, to, amount);
        return true;
    }

    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {
        _fire(Hook.Permit);
    }

    /// @dev Not a view, whatever its callers believe.
    function balanceOf(address account) external returns (uint256) {
        _fireSilently(Hook.BalanceOf);
        return balances[account];
    }

    function decimals() external returns (uint8) {
        _fireSilently(Hook.Decimals);
        return 18;
    }

    function _fire(Hook where) private {
        if (hook != where) return;
        hook = Hook.None;
        ++tried;
        (bool done, ) = target.call(data);
        if (done) ++went;
    }

    function _fireSilently(Hook where) private {
        if (hook != where) return;
        (bool done, ) = target.call{gas: 200_000}(data);
        if (done) revert ADoorWasOpen();
    }

    function _move(address from, address to, uint256 amount) private {
        balances[from] -= amount;
        balances[to] += amount;
    }
}

/// @notice Tells the receiver of every transfer, as ERC-777 does, whoever it is.
contract AnnouncingToken is ERC20("Announcing", "ANN") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (from != address(0) && to.code.length > 0) {
            // An escrow does not listen; who does may also throw.
            (bool done, bytes memory why) = to.call(abi.encodeWithSignature("tokensReceived(address,uint256)", from, amount));
            if (!done && why.length > 0) {
                assembly {
                    revert(add(why, 32), mload(why))
                }
            }
        }
    }
}

/// @notice What its permit does instead of approving.
enum PermitWhim {
    SaysYes,
    AnswersMuch,
    RevertsWithMuch,
    BurnsGas
}

/// @notice Its permit approves nothing, whatever it says.
contract LyingPermitToken is ERC20("Lying", "LIE") {
    PermitWhim private whim;
    uint256 public permits;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function become(PermitWhim whim_) external {
        whim = whim_;
    }

    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {
        ++permits;
        PermitWhim now_ = whim;
        assembly {
            switch now_
            case 1 {
                return(0, 1000000)
            }
            case 2 {
                revert(0, 1000000)
            }
            case 3 {
                invalid()
            }
        }
    }
}
