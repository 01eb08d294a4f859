"""The officer's phone, driven from Python: matrix-js-sdk with Rust crypto in strict isolation mode."""

from tests.matrix.phone.driver import Arrived, Phone, PhoneError, installed

__all__ = ["Arrived", "Phone", "PhoneError", "installed"]
