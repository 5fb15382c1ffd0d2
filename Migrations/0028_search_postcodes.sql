-- Owner: Stations. What somebody typed as a question, as before; but a number is never taken for another one: 69003 is not a
-- slip of 69008.
create or replace function asked_words(asked text) returns tsquery language sql stable parallel safe as $$
  select string_agg(coalesce(nearest.word, given.word) || ':*', ' & ' order by given.place)::tsquery
  from unnest((plain_words(asked))[1:8]) with ordinality as given (word, place)
  left join lateral (
    select word from station_vocabulary
    where length(given.word) between 4 and 100 and given.word !~ '^[0-9]+$' and word % given.word and length(word) <= 100
      and levenshtein_less_equal(word, given.word, 4) <= 1 + length(given.word) / 4
      and not exists (
        select from station_vocabulary known
        where known.word >= given.word and known.word < given.word || chr(1114111)
      )
    order by levenshtein(word, given.word), stations desc, word
    limit 1
  ) as nearest on true
$$;
