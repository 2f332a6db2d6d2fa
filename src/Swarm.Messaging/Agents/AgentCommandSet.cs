using System.Text.Json;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Agents;

/// <summary>What agents say, and what operators say of them, whichever way it came.</summary>
internal sealed class AgentCommandSet(AgentCommands agents, AgentCatalog catalog, SwarmOptions options) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(RegisterAgent), SwarmNames.RegisterAgent, 8),
        new(nameof(AgentHeartbeat), SwarmNames.AgentHeartbeat, 64),
        new(nameof(StartAttempts), SwarmNames.StartAttempts, 64),
        new(nameof(DrainAgent), SwarmNames.DrainAgent, 8),
        new(nameof(ResetAgentBreaker), SwarmNames.ResetAgentBreaker, 8),
        new(nameof(DeregisterAgent), SwarmNames.DeregisterAgent, 8),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        switch (command)
        {
            case nameof(RegisterAgent):
                var register = AgentReader.Register(message, found);
                // Names of the catalogue mean what it says; others are free.
                if (register.Type is { } type && catalog.RefusalOfKnown(type) is { } refusal)
                    found.Add(new("type", type, refusal, "undefined_type"));
                return found.Count == 0 && AgentRules.Define(register, options.Broker is not null, found) is { } agent
                    ? await agents.RegisterAsync(agent, register.Instance, cancellation).ConfigureAwait(false)
                    : CommandRules.Reject(command, null, found);
            case nameof(AgentHeartbeat):
                var beat = AgentReader.Heartbeat(message, found);
                AgentRules.Check(beat, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await agents.RenewAsync(beat, cancellation).ConfigureAwait(false);
            case nameof(StartAttempts):
                var start = AgentReader.Start(message, found);
                AgentRules.Check(start, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await agents.StartAsync(start.AgentId!, start.Tokens!, start.Call!, cancellation).ConfigureAwait(false);
            case nameof(DrainAgent):
                var drain = AgentReader.Drain(message, found);
                AgentRules.Check(drain.AgentId, drain.Reason, found, drain.Instance);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await agents.DrainAsync(drain, origin.Source, cancellation).ConfigureAwait(false);
            case nameof(ResetAgentBreaker):
                var reset = AgentReader.ResetBreaker(message, found);
                AgentRules.Check(reset.AgentId, null, found);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await agents.ResetBreakerAsync(reset.AgentId!, origin.Source, cancellation).ConfigureAwait(false);
            default:
                var leave = AgentReader.Deregister(message, found);
                AgentRules.Check(leave.AgentId, leave.Reason, found, leave.Instance);
                return found.Count > 0 ? CommandRules.Reject(command, null, found)
                    : await agents.DeregisterAsync(leave, origin.Source, cancellation).ConfigureAwait(false);
        }
    }
}
