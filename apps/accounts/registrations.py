"""The names under which what happens to accounts is known outside."""

from hearth.kernel.events import publish_as

publish_as("USER_CREATED", "user.created", explains="Somebody was here for the first time.")
