// What one would write with Express and pg by their own documentation: the same database, the same questions, less said.
const cluster = require('node:cluster')
const { randomUUID } = require('node:crypto')
const express = require('express')
const { Pool } = require('pg')

const station = `select s.id, s.irve_id, s.name, s.brand, s.operator, s.street, s.postcode, s.city, st_y(s.location) as lat,
  st_x(s.location) as lon, s.time_zone from stations s where s.id = $1 and s.withdrawn_at is null`
const points = `select p.id, p.irve_id, p.power_w / 1000.0::float8 as power_kw, p.sockets, p.accessibility, t.access, t.hours, t.free,
  t.pay_card, t.tariff from charge_points p join terms t on t.id = p.terms_id
  where p.station_id = $1 and p.withdrawn_at is null order by p.irve_id`
const nearest = `select s.id, s.name, s.brand, s.operator, st_y(s.location) as lat, st_x(s.location) as lon,
    st_distance(s.location::geography, here.place) as distance_m,
    (select count(*)::int from charge_points p where p.station_id = s.id and p.withdrawn_at is null) as points
  from stations s, (select st_setsrid(st_makepoint($2, $1), 4326)::geography as place) as here
  where s.withdrawn_at is null order by s.location::geography <-> here.place limit 20`
const book = `insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
  values ($1, $2, $3, tstzrange($4::timestamptz, $4::timestamptz + interval '30 minutes'), 'reserved',
    $4::timestamptz + interval '15 minutes', 1, now())`

function serve() {
  const pool = new Pool({ max: 8 })
  const app = express()
  app.get('/json', (_, response) => response.json({ message: 'Hello, World!' }))
  app.get('/api/stations/:id', async (request, response, next) => {
    try {
      const found = await pool.query({ name: 'station', text: station, values: [request.params.id] })
      if (!found.rows.length) return response.sendStatus(404)
      const all = await pool.query({ name: 'points', text: points, values: [request.params.id] })
      response.json({ ...found.rows[0], chargePoints: all.rows })
    } catch (error) {
      next(error)
    }
  })
  app.get('/api/stations', async (request, response, next) => {
    try {
      const values = [Number(request.query.lat), Number(request.query.lon)]
      response.json({ items: (await pool.query({ name: 'nearest', text: nearest, values })).rows })
    } catch (error) {
      next(error)
    }
  })
  app.post('/api/reservations', express.json(), async (request, response, next) => {
    try {
      const id = randomUUID()
      const { point_id, account_id, starts_at } = request.body
      await pool.query({ name: 'book', text: book, values: [id, point_id, account_id, starts_at] })
      response.status(201).json({ id })
    } catch (error) {
      if (error.code === '23P01') response.sendStatus(409)
      else next(error)
    }
  })
  app.listen(Number(process.env.PORT), '127.0.0.1')
}

if (cluster.isPrimary) {
  console.log('Express starts')
  for (let number = 0; number < 2; number += 1) cluster.fork()
} else serve()
