from apps.organizations.sections import Tab, contribute_tab

contribute_tab(Tab("insight", "Insight", "club-insight", "manage_rides", order=30, kind="club"))
