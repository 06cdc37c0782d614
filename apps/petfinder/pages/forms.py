from django import forms

from hearth.kernel.models import one_line


class ApiClientForm(forms.Form):
    name = forms.CharField(
        max_length=60,
        validators=[one_line],
        label="What is it for?",
        help_text="For your own overview: “Our website”, “The lost-and-found app”.",
    )
