from hearth.kernel.constraints import explain_constraint

explain_constraint("reason_message_once", "Somebody else wrote a text for this reason at the same time.")
