using MassTransit;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Client.Bus;

/// <summary>
/// The queue for answers. A question must not leave before it stands: its answer would reach nobody, and the bus's own queue for
/// answers may come into being a moment after the bus says that it has started.
/// </summary>
internal sealed class Answers(IBus bus, string prefix, TimeSpan timeout, TimeProvider time) : IAsyncDisposable
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

    /// <summary>Asks on a command queue.</summary>
    /// <exception cref="SwarmClientException">It was not answered.</exception>
    public async Task<(TAnswer? Answer, CommandRejected? Rejected)> AskAsync<TCommand, TAnswer>(
        string queue, TCommand command, CancellationToken cancellation)
        where TCommand : class
        where TAnswer : class
    {
        // exchange: and not queue:, which would declare the queue again without its arguments.
        var address = new Uri("exchange:" + SwarmNames.In(prefix, queue));
        try
        {
            var client = (await ReadyAsync(cancellation).ConfigureAwait(false)).CreateRequestClient<TCommand>(address);
            var response = await client.GetResponse<TAnswer, CommandRejected>(command, cancellation).ConfigureAwait(false);
            return response.Is(out Response<TAnswer>? answer)
                ? (answer.Message, null)
                : (null, ((CommandRejected)response.Message).OrThrow());
        }
        catch (Exception e) when (e is RequestException or MassTransitException or TimeoutException && !cancellation.IsCancellationRequested)
        {
            throw new SwarmClientException(
                $"{typeof(TCommand).Name} was not answered within {timeout.TotalSeconds} s on {SwarmNames.In(prefix, queue)}: check that a host runs and that broker and prefix are its own. {e.Message}", true, e);
        }
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
