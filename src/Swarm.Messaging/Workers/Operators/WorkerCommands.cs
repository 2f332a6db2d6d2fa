using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workers.Operators;

/// <summary>Operators' commands that come over the bus, which brings them to any host: done here, or passed on to the host that is named.</summary>
internal sealed class WorkerCommands(WorkerOrders orders, WorkerControl control, HostIdentity host) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(ManageWorkers), SwarmNames.ManageWorkers, 1)];

    /// <returns><see cref="WorkersManaged"/> or <see cref="Contracts.Tasks.CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var order = WorkerOrders.Read(message, found);
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ManageWorkers), null, found);
        return order.HostId is null || order.HostId == host.HostId
            ? orders.Carry(order, origin.Source)
            : await control.AskAsync(order, origin.Source, cancellation).ConfigureAwait(false);
    }
}
