using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>
/// A connection to the broker beside MassTransit's, for what is not MassTransit's envelope: command queues that anybody may write to,
/// single events, plain answers. One that broke is replaced by a new one, with new channels: the client library's own recovery
/// would leave out channels that the broker closed and consumers that it cancelled.
/// </summary>
internal sealed partial class AmqpConnection(SwarmOptions options, TimeProvider time, ILogger<AmqpConnection> log, string name = "swarm-reading") : IAsyncDisposable
{
    /// <summary>Key of the one that everything is sent by: a broker short of memory or disk stops reading from connections that publish, and must still get acknowledgements.</summary>
    public const string Sending = "swarm-sending";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IConnection? connection;

    /// <summary>As far as is known: a loss is noticed at once when the broker ends, by the heartbeat when it only falls silent.</summary>
    public bool IsOpen => connection is { IsOpen: true };

    /// <summary>There is a broker, and it cannot be reached now. Never so in memory.</summary>
    public bool IsAway => options.Broker is not null && !IsOpen;

    /// <summary>Another connection to the same broker, for what may make the broker close it.</summary>
    public AmqpConnection Apart(string name) => new(options, time, log, name);

    /// <summary>Waits for a broker that is not there yet, and says so.</summary>
    public async Task<IConnection> WaitAsync(CancellationToken cancellation)
    {
        for (var pause = TimeSpan.FromMilliseconds(500); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await GetAsync(cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is BrokerUnreachableException or RabbitMQClientException or IOException or OperationCanceledException)
            {
                if (e.GetBaseException() is AuthenticationException untrusted)
                    NotTrusted(options.Broker!.Host, Port(options.Broker), untrusted.Message, pause);
                else
                    NotThere(options.Broker!.Host, Port(options.Broker), e.GetBaseException().Message, pause);
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The open connection, or one attempt to open it.</summary>
    public async Task<IConnection> GetAsync(CancellationToken cancellation)
    {
        if (connection is { IsOpen: true } open)
            return open;
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (connection is { IsOpen: true } meanwhile)
                return meanwhile;
            await AmqpClosing.CloseAsync(connection).ConfigureAwait(false);
            return connection = await OpenAsync(options.Broker!, name, cancellation).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await AmqpClosing.CloseAsync(connection).ConfigureAwait(false);
        gate.Dispose();
    }

    private static Task<IConnection> OpenAsync(Uri broker, string name, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            HostName = broker.Host,
            Port = Port(broker),
            VirtualHost = broker.AbsolutePath is "" or "/" ? "/" : Uri.UnescapeDataString(broker.AbsolutePath[1..]),
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(10),
            RequestedHeartbeat = TimeSpan.FromSeconds(15),
        };
        if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
            (factory.UserName, factory.Password) = (user, password);
        if (broker.Scheme == "amqps")
            factory.Ssl = new SslOption(broker.Host, enabled: true);
        return factory.CreateConnectionAsync(cancellation);
    }

    private static int Port(Uri broker) => broker.Port > 0 ? broker.Port : broker.Scheme == "amqps" ? 5671 : 5672;

    [LoggerMessage(Level = LogLevel.Error, Message = "The certificate of the broker {Host}:{Port} is not accepted ({Error}), so nothing is sent to it; next try in {Pause}. It must name {Host} and come from an authority that this machine trusts: add that one to the system's, or name its file in SSL_CERT_FILE")]
    private partial void NotTrusted(string host, int port, string error, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker {Host}:{Port} cannot be reached ({Error}); waiting for it, next try in {Pause}. Nothing is lost meanwhile; check that it runs and that address and credentials are right")]
    private partial void NotThere(string host, int port, string error, TimeSpan pause);
}
