'use strict';
// An ordinary Express service with MongoDB, run under automatic instrumentation: what it exports are
// samples for the dictionary. It calls itself and ends. Arguments: MongoDB's address, requests.
const fs = require('node:fs/promises');
const dns = require('node:dns/promises');
const express = require('express');
const { MongoClient } = require('mongodb');

const [, , mongoUri, requests] = process.argv;
const mongo = new MongoClient(mongoUri);
const posts = mongo.db('blog').collection('posts');
const app = express();
app.use(express.json());
app.get('/posts/:id', async (req, res) => {
  await posts.findOne({ _id: Number(req.params.id) });
  await fs.readFile(__filename);
  res.json({ views: await posts.countDocuments({ author: 'a' }) });
});
app.post('/posts', async (req, res) => {
  await posts.updateOne({ _id: req.body.id }, { $set: req.body }, { upsert: true });
  await fetch(`http://localhost:${server.address().port}/posts/${req.body.id}`);
  res.status(201).json({});
});
app.get('/authors/:id/posts', async (req, res) => {
  res.json(await posts.aggregate([{ $match: { author: req.params.id } }, { $limit: 5 }]).toArray());
});
app.get('/lookup', async (req, res) => {
  await dns.lookup('localhost');
  res.json({});
});
app.get('/broken', async () => {
  await fetch('http://localhost:1/unreachable');
});
const quiet = (error, req, res, next) => res.status(500).json({ error: error.message });
app.use(quiet);

const server = app.listen(0, async () => {
  const base = `http://localhost:${server.address().port}`;
  for (let i = 0; i < Number(requests); i++) {
    const id = Math.floor(Math.random() * 500);
    const paths = [`/posts/${id}`, `/posts/${id}`, `/authors/a${id}/posts`, '/lookup', '/broken', `/nowhere/${id}`];
    const pick = Math.floor(Math.random() * (paths.length + 2));
    if (pick < paths.length) {
      await fetch(base + paths[pick]);
    } else {
      await fetch(base + '/posts', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, author: 'a' + (id % 9) }),
      });
    }
  }
  await mongo.close();
  server.close();
  server.closeAllConnections();
});
