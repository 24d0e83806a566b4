import { createRequire } from "node:module";
const { WebSocketServer } = createRequire("/work/main/package.json")("ws");
const rooms = new Map(); const wss = new WebSocketServer({noServer:true});
let peers=0;
process.on("disconnect",()=>process.exit());
process.on("message",(m,sock)=>{
 if(m.type==="start") process.send({type:"ready",bootMs:1});
 if(m.type==="ping") process.send({type:"pong",n:m.n,rooms:rooms.size,sockets:0,rssBytes:1});
 if(m.type==="load"){ const bad=/not today/.test(m.program.js); if(!bad||!rooms.has(m.plan.room)) {} if(!bad) rooms.set(m.plan.room,m.program); if(!bad&&m.swap==="restart") for(const c of wss.clients) c.close(1012); process.send({type:"loaded",id:m.id,ok:!bad,serving:rooms.get(m.plan.room)?.version??0,problems:bad?[{line:1,column:1,message:"not today",severity:"error"}]:[],fault:null,loadMs:0.1,style:"loop"}); process.send({type:"state",room:m.plan.room,state:{state:"running",version:m.program.version,clock:"real",nowMs:0,peers:[]}});}
 if(m.type==="clock") process.send({type:"clock",id:m.id,nowMs:5,nextWakeAtMs:null});
 if(m.type==="drain"){ for(const c of wss.clients) c.close(1001,m.reason); process.send({type:"drained"}); }
 if(m.type==="socket"){ const h={}; for(let i=0;i<m.meta.rawHeaders.length;i+=2) h[m.meta.rawHeaders[i].toLowerCase()]=m.meta.rawHeaders[i+1];
  sock.on("error",()=>{}); const p=++peers;
  wss.handleUpgrade({method:"GET",url:m.meta.url,headers:h,socket:sock},sock,Buffer.from(m.meta.head,"base64"),ws=>{ process.send({type:"joined",room:m.room,peer:p,port:m.meta.remotePort}); if(/headers/.test(rooms.get(m.room).js)) ws.send(JSON.stringify(h)); ws.on("message",(d,b)=>ws.send((/"(\w+):"/.exec(rooms.get(m.room).js)?.[1]??rooms.get(m.room).version)+":"+d,{binary:b})); ws.on("error",()=>{}); ws.on("close",(c)=>process.send({type:"left",room:m.room,peer:p,port:m.meta.remotePort,code:c})); }); }
});
