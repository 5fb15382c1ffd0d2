"""What one would write with FastAPI and asyncpg by their own documentation: the same database, the same questions, less said.

    DATABASE_URL=… uvicorn fastapi_peer:app --workers 2
"""
import datetime, os, uuid
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, HTTPException
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

STATION = """select s.id, s.irve_id, s.name, s.brand, s.operator, s.street, s.postcode, s.city, st_y(s.location) as lat, st_x(s.location) as lon,
  s.time_zone from stations s where s.id = $1 and s.withdrawn_at is null"""
POINTS = """select p.id, p.irve_id, p.power_w / 1000.0::float8 as power_kw, p.sockets, p.accessibility, t.access, t.hours, t.free, t.pay_card, t.tariff
  from charge_points p join terms t on t.id = p.terms_id where p.station_id = $1 and p.withdrawn_at is null order by p.irve_id"""
NEAREST = """select s.id, s.name, s.brand, s.operator, st_y(s.location) as lat, st_x(s.location) as lon,
    st_distance(s.location::geography, here.place) as distance_m,
    (select count(*) from charge_points p where p.station_id = s.id and p.withdrawn_at is null) as points
  from stations s, (select st_setsrid(st_makepoint($2, $1), 4326)::geography as place) as here
  where s.withdrawn_at is null order by s.location::geography <-> here.place limit 20"""
BOOK = """insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at) values ($1, $2, $3,
  tstzrange($4::timestamptz, $4::timestamptz + interval '30 minutes'), 'reserved', $4::timestamptz + interval '15 minutes', 1, now())"""


@asynccontextmanager
async def life(app):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8) as app.state.pool:
        yield


app = FastAPI(lifespan=life, default_response_class=ORJSONResponse)


@app.get("/json")
async def message():
    return {"message": "Hello, World!"}


@app.get("/api/stations/{station}")
async def show(station: uuid.UUID):
    async with app.state.pool.acquire() as connection:
        found = await connection.fetchrow(STATION, station)
        if found is None:
            raise HTTPException(404)
        points = await connection.fetch(POINTS, station)
    return ORJSONResponse({**found, "id": str(found["id"]), "chargePoints": [{**point, "id": str(point["id"])} for point in points]})


@app.get("/api/stations")
async def nearest(lat: float, lon: float):
    rows = await app.state.pool.fetch(NEAREST, lat, lon)
    return ORJSONResponse({"items": [{**row, "id": str(row["id"])} for row in rows]})


class Booking(BaseModel):
    point_id: uuid.UUID
    account_id: uuid.UUID
    starts_at: datetime.datetime


@app.post("/api/reservations", status_code=201)
async def book(booking: Booking):
    reservation = uuid.uuid4()
    try:
        await app.state.pool.execute(BOOK, reservation, booking.point_id, booking.account_id, booking.starts_at)
    except asyncpg.ExclusionViolationError:
        raise HTTPException(409)
    return {"id": str(reservation)}
