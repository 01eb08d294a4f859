"""What each kind of personal data is called, and how it reads where it stood."""

from handlers.vocabulary.languages import N_

KINDS = {
    "account": N_("account name"),
    "address": N_("address"),
    "birth": N_("date of birth"),
    "card": N_("card number"),
    "cn-id": N_("identity number"),
    "coordinates": N_("coordinates"),
    "crypto": N_("wallet address"),
    "iban": N_("bank account"),
    "imei": N_("device number"),
    "mail": N_("email address"),
    "mrz": N_("passport line"),
    "name": N_("name"),
    "national": N_("national number"),
    "passport": N_("passport number"),
    "permit": N_("permit number"),
    "phone": N_("phone number"),
    "plate": N_("number plate"),
    "url": N_("web address"),
    "uscc": N_("company number"),
    "text": N_("kept back"),
}
