using Microsoft.Extensions.Logging;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>Tells agents of sessions that were removed, so that they close what is open for them. Nothing depends on it: an agent closes what is idle by itself, later.</summary>
internal sealed partial class SessionFarewells(AgentDirectory agents, IEnvelopeSender sender, TargetRoutes routes, BusNames names, ILogger<SessionFarewells> log)
{
    public async Task TellAsync(IReadOnlyList<SessionChange> changes, CancellationToken cancellation)
    {
        foreach (var ended in changes.Where(c => c.What == SessionChanges.Removed).GroupBy(c => c.TargetId, StringComparer.Ordinal))
        {
            // One that is gone, or no agent, has nothing to close.
            if (agents.Find(ended.Key) is null)
                continue;
            try
            {
                var (exchange, key) = routes.To(names.Agent(ended.Key));
                await sender.SendAsync(exchange, key, new ExecuteTasks { TargetId = ended.Key, EndedSessions = [.. ended.Select(c => c.SessionId)] }, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                NotTold(ended.Key, ended.Count(), e.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId} could not be told that {Count} of its sessions have ended ({Error}); it closes them itself when they are idle")]
    private partial void NotTold(string agentId, int count, string error);
}
