using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Agents;

/// <summary>Tells outside listeners of agents, on the routing channel. What cannot be told is only logged: nothing depends on it.</summary>
internal sealed partial class AgentChannel(IChannels channels, HostIdentity host, TimeProvider time, ILogger<AgentChannel> log)
{
    public const string Name = "swarm:phase-5:routing";
    public const string Registered = "agent_registered";
    public const string Offline = "agent_offline";

    /// <summary>With our host's id, so that nobody of us takes it for an outside program's.</summary>
    public Task RegisteredAsync(string agentId, CancellationToken cancellation) =>
        TellAsync(new { Type = Registered, AgentId = agentId, host.HostId, Timestamp = Now }, Registered, cancellation);

    public Task OfflineAsync(AgentState agent, CancellationToken cancellation) => TellAsync(
        new { Type = Offline, agent.AgentId, LastSeen = agent.LastSeen.ToUnixTimeMilliseconds(), Timestamp = Now }, Offline, cancellation);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TellAsync(object message, string type, CancellationToken cancellation)
    {
        try
        {
            await channels.PublishAsync(Name, JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Options), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotTold(type, Name, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{EventName} could not be told on {Channel}: {Error}")]
    private partial void NotTold(string eventName, string channel, string error);
}
