using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Clients;

/// <summary>Commands of hosts outside, whichever way they came.</summary>
internal sealed partial class ClientCommandSet(ClientSyncs syncs, ISwarmClients clients, ILogger<ClientCommandSet> log) : ICommandSet
{
    // Each may wait for its messages: there are as many at a time as there may be hosts.
    private const int HostsAtATime = 1_000;

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SyncSwarmHost), SwarmNames.SyncSwarmHost, HostsAtATime),
        new(nameof(LeaveSwarmHost), SwarmNames.LeaveSwarmHost, 8),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        if (command == nameof(SyncSwarmHost))
        {
            var read = ClientReader.Sync(fields, found);
            // A later version of a program may say more.
            fields.RefuseMisspelt(command);
            return found.Count > 0 ? CommandRules.Reject(command, null, found) : await syncs.AnswerAsync(read, cancellation).ConfigureAwait(false);
        }

        var (hostId, session, swarmIds) = ClientReader.Leave(fields, found);
        fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        switch (await clients.LeaveAsync(hostId, session, swarmIds, cancellation).ConfigureAwait(false))
        {
            case ClientLeft.Done done:
                if (done.SwarmIds.Count > 0)
                    Left(origin.Source, hostId, done.SwarmIds.Count);
                return new SwarmHostLeft { HostId = hostId, SwarmIds = done.SwarmIds };
            case ClientLeft.InUse held:
                return ClientRefusals.InUse(command, hostId, held.For);
            case ClientLeft.OfTheSystem:
                return ClientRefusals.OfTheSystem(command, hostId);
            default:
                return ClientRefusals.Superseded(command, hostId);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did LeaveSwarmHost on {HostId}: {Count} swarms go to other hosts")]
    private partial void Left(string who, string hostId, int count);
}
