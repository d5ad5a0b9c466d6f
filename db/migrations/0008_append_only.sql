-- Emptying a table is a change too, and triggers for rows do not see it.
create trigger action_is_never_emptied before truncate on action
  for each statement execute function refuse_change();
create trigger reading_is_never_emptied before truncate on reading
  for each statement execute function refuse_change();
