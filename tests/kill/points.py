"""The points on a command's way at which the process can be told to die.

It is told the point and a number: "after-send:3" is the third time that it passes there.
"""

BEFORE_COMMIT = "before-commit"
"""The commands of a batch were carried out, and nothing of it is kept yet."""
AFTER_COMMIT = "after-commit"
"""They are kept with their answers and the platform's position; nobody knows it yet."""
BEFORE_SEND = "before-send"
"""A message was chosen, and the platform was not asked yet."""
AFTER_SEND = "after-send"
"""The platform has it, and it was not marked as sent yet."""
AFTER_MARK = "after-mark"
"""It is marked, and the next one was not chosen yet."""
AFTER_KEYS_UPLOAD = "after-keys-upload"
"""Matrix: the homeserver has our new one-time keys, and we were not told so yet."""
BEFORE_KEY_KEPT = "before-key-kept"
"""Matrix: the key of somebody's messages was read, and is not kept yet."""
BEFORE_IDENTITY = "before-identity"
"""Matrix: the keys of our identity are to be uploaded."""
AFTER_IDENTITY = "after-identity"
"""Matrix: the homeserver has them, and we were not told so yet."""
BEFORE_SIGNATURE = "before-signature"
"""Matrix: the signature of our device is to be uploaded."""
AFTER_SIGNATURE = "after-signature"
"""Matrix: the homeserver has it, and we were not told so yet."""

POINTS = (BEFORE_COMMIT, AFTER_COMMIT, BEFORE_SEND, AFTER_SEND, AFTER_MARK)
"""Those that are passed again and again, on every platform."""
OF_SIGNING = (BEFORE_IDENTITY, AFTER_IDENTITY, BEFORE_SIGNATURE, AFTER_SIGNATURE)
"""Those that are passed once in the life of an account, or of a device."""
