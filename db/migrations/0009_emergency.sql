-- What sounds like an emergency, and whom to call first. A city keeps its own words and numbers.
create table emergency_number (
  code  text primary key check (code in ('police', 'fire', 'ambulance', 'gas', 'lift')),
  phone text not null check (phone ~ '^[0-9]{3,12}$')
);

comment on table emergency_number is 'Whom to call in this city. A number the city does not have is no row, and nobody is told to call it.';

create table emergency (
  kind  text     primary key check (
    kind in ('fire', 'gas', 'electric', 'violence', 'suicide', 'medical', 'water', 'lift', 'missing')),
  place smallint not null,
  words text[]   not null check (cardinality(words) > 0 and array_position(words, '') is null),
  calls text[]   not null check (cardinality(calls) > 0),

  -- what people write is compared in lower case
  constraint emergency_words_in_lower_case check (words::text = lower(words::text))
);

comment on table emergency is 'Words by which an emergency is recognised before a report is sent, and the codes of emergency_number, likeliest first.';
