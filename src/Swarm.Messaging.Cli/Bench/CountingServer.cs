using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Answers every request on a free loopback port, and counts requests and connections.</summary>
internal sealed class CountingServer : IAsyncDisposable
{
    private WebApplication app = null!;
    private int requests;
    private int connections;

    public int Port { get; private set; }

    public int Requests => Volatile.Read(ref requests);

    public int Connections => Volatile.Read(ref connections);

    public static async Task<CountingServer> StartAsync(CancellationToken cancellation)
    {
        var server = new CountingServer();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref server.connections);
                return next(connection);
            });
        }));
        server.app = builder.Build();
        server.app.Run(async context =>
        {
            Interlocked.Increment(ref server.requests);
            await context.Response.WriteAsync("ok", context.RequestAborted).ConfigureAwait(false);
        });
        await server.app.StartAsync(cancellation).ConfigureAwait(false);
        server.Port = new Uri(server.app.Urls.First()).Port;
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
