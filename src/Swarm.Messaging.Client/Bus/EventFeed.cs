using System.Collections.Immutable;
using MassTransit;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Client.Bus;

/// <summary>One temporary queue for everybody in this process who listens; opened by the first.</summary>
internal sealed class EventFeed(IBus bus, string exchange) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private ImmutableArray<EventListener> listeners = [];
    private HostReceiveEndpointHandle? endpoint;

    public EventListener Listen()
    {
        var listener = new EventListener(l => ImmutableInterlocked.Update(ref listeners, (all, one) => all.Remove(one), l));
        ImmutableInterlocked.Update(ref listeners, (all, one) => all.Add(one), listener);
        return listener;
    }

    /// <summary>Returns when events arrive, or at the latest after the time given: whoever waits reads the task anyway.</summary>
    public async Task ReadyAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        lock (gate)
            endpoint ??= bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition(), null, Configure);
        await ((Task)endpoint.Ready).WaitAsync(atMost, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        if (endpoint is not null)
            await endpoint.StopAsync().ConfigureAwait(false);
    }

    private void Configure(IReceiveEndpointConfigurator configurator)
    {
        configurator.ConfigureConsumeTopology = false;
        if (configurator is IRabbitMqReceiveEndpointConfigurator rabbit)
            rabbit.Bind(exchange);
        else if (configurator is IInMemoryReceiveEndpointConfigurator memory)
            memory.Bind(exchange);
        configurator.Handler<TaskEvents>(context =>
        {
            foreach (var listener in listeners)
                listener.Tell(context.Message.Events);
            return Task.CompletedTask;
        });
    }
}
