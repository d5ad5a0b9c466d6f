-- An import lies where it was made, and a code that is gone is no place.
create trigger import_path_is_a_place before insert on import for each row execute function refuse_gone_path();
