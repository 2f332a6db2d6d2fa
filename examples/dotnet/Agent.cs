// An agent in .NET, with the package Swarm.Messaging.Client: takes tasks of kind "text" until it is stopped.
//   AMQP_URL: the broker. SWARM_PREFIX: the installation's, if it has one.
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Client.Agents;

var builder = Host.CreateApplicationBuilder();
builder.Services.AddSwarmAgent(agent =>
{
    agent.AgentId = args is [var id, ..] ? id : agent.AgentId;
    agent.Broker = new Uri(Environment.GetEnvironmentVariable("AMQP_URL") ?? "amqp://localhost"); // or agent.Address and agent.Token for HTTP
    agent.Prefix = Environment.GetEnvironmentVariable("SWARM_PREFIX") ?? "";
    agent.MaxCapacity = 4;
    agent.Handle("text", "upper", (task, cancellation) =>
        Task.FromResult(task.Payload is { ValueKind: JsonValueKind.String } text
            ? AgentResult.Ok(text.GetString()!.ToUpperInvariant())
            : AgentResult.Fail("no_text", "The payload must be a text.", retryable: false)));
});
await builder.Build().RunAsync();
