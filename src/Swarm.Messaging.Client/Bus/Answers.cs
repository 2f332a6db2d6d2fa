using MassTransit;

namespace Swarm.Messaging.Client.Bus;

/// <summary>
/// The queue for answers. A question must not leave before it stands: its answer would reach nobody, and the bus's own queue for
/// answers may come into being a moment after the bus says that it has started.
/// </summary>
internal sealed class Answers(IBus bus, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private HostReceiveEndpointHandle? endpoint;
    private Task<IClientFactory>? ready;

    /// <exception cref="TimeoutException">The bus is not started, or its broker is out of reach.</exception>
    public Task<IClientFactory> ReadyAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            endpoint ??= bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition(), null, e => e.ConfigureConsumeTopology = false);
            if (ready is null or { IsFaulted: true } or { IsCanceled: true })
                ready = OpenAsync(endpoint);
        }

        return ready.WaitAsync(timeout, time, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (endpoint is not null)
            await endpoint.StopAsync().ConfigureAwait(false);
    }

    private async Task<IClientFactory> OpenAsync(HostReceiveEndpointHandle opened)
    {
        await opened.Ready.ConfigureAwait(false);
        return opened.CreateClientFactory(RequestTimeout.After(ms: (int)timeout.TotalMilliseconds));
    }
}
