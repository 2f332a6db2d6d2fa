using RabbitMQ.Client;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// A connection to the broker beside MassTransit's, for what is not MassTransit's envelope: command queues that anybody may write to,
/// single events, plain answers. It recovers by itself.
/// </summary>
internal sealed class AmqpConnection(SwarmOptions options) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private IConnection? connection;

    public async Task<IConnection> GetAsync(CancellationToken cancellation)
    {
        if (connection is { } open)
            return open;
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return connection ??= await OpenAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }

    private Task<IConnection> OpenAsync(CancellationToken cancellation)
    {
        var broker = options.Broker!;
        var factory = new ConnectionFactory
        {
            HostName = broker.Host,
            Port = broker.Port > 0 ? broker.Port : broker.Scheme == "amqps" ? 5671 : 5672,
            VirtualHost = broker.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(broker.AbsolutePath[1..]),
            ClientProvidedName = "swarm-plain",
            AutomaticRecoveryEnabled = true,
            TopologyRecoveryEnabled = true,
            NetworkRecoveryInterval = TimeSpan.FromSeconds(1),
        };
        if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
            (factory.UserName, factory.Password) = (user, password);
        if (broker.Scheme == "amqps")
            factory.Ssl = new SslOption(broker.Host, enabled: true);
        return factory.CreateConnectionAsync(cancellation);
    }
}
