using MassTransit;
using Swarm.Messaging.Client.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>Commands as MassTransit requests to the command queues.</summary>
/// <param name="longest">What the system may wait at most before it answers.</param>
/// <param name="own">A bus of the host's own, which starts and ends with it; null: the bus is the program's.</param>
internal sealed class BusSwarmHostLink(IBus bus, SwarmClientOptions options, TimeSpan longest, TimeProvider time, IBusControl? own = null) : ISwarmHostLink
{
    private readonly Answers answers = new(bus, options.Prefix, options.Timeout, time);
    private readonly Answers patient = new(bus, options.Prefix, options.Timeout + longest, time);

    public Task<(TAnswer? Answer, CommandRejected? Rejected)> AskAsync<TCommand, TAnswer>(
        SwarmRoute route, TCommand command, TimeSpan wait, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class => (wait > TimeSpan.Zero ? patient : answers).AskAsync<TCommand, TAnswer>(route.Queue, command, cancellation);

    public async ValueTask DisposeAsync()
    {
        await answers.DisposeAsync().ConfigureAwait(false);
        await patient.DisposeAsync().ConfigureAwait(false);
        if (own is not null)
            await own.StopAsync(options.Timeout).ConfigureAwait(false);
    }
}
