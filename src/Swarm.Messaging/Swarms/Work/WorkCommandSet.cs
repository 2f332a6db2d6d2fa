using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>The commands that distribute a task and ask where it is, whichever way they came.</summary>
internal sealed class WorkCommandSet(SwarmWorkCommands commands) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(DistributeSwarmTask), SwarmNames.DistributeSwarmTask, 16),
        new(nameof(GetSwarmTask), SwarmNames.GetSwarmTask, 16),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        if (command == nameof(DistributeSwarmTask))
            return await commands.DistributeAsync(message, origin.MessageId, cancellation).ConfigureAwait(false);
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var id = fields.Text("taskId");
        fields.RefuseUnknown(command);
        CommandRules.CheckId(id, "taskId", required: true, found, reserved: false);
        return found.Count > 0 ? CommandRules.Reject(command, id, found) : await commands.GetAsync(id!, cancellation).ConfigureAwait(false);
    }
}
