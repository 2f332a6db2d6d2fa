using System.Net;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Workflows.Connections;

namespace Swarm.Messaging.Workflows.Nodes;

/// <summary>The connections of all nodes that speak HTTP: pooled by scheme, host and port, kept while they are used.</summary>
internal sealed class NodeHttp : IDisposable
{
    public const int MaxConnections = 100;

    public const int MaxRedirects = 5;

    private readonly SocketsHttpHandler handler;

    public NodeHttp(IOptions<WorkflowOptions> options, HttpPools pools, TimeProvider time)
    {
        var allowed = options.Value.AllowedHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // Whoever configured the address means it.
        var guard = new HostGuard(options.Value.AiUrl is { } ai ? [.. allowed, $"{ai.Host}:{ai.Port}"] : allowed);
        handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = MaxConnections,
            PooledConnectionIdleTimeout = options.Value.HttpIdle,
            AllowAutoRedirect = false,
            // AnswerBody unpacks.
            AutomaticDecompression = DecompressionMethods.None,
            // One node's cookies are no other's business.
            UseCookies = false,
            // A proxy would be asked instead of the guard.
            UseProxy = false,
            MeterFactory = pools,
            ConnectCallback = (context, cancellation) => guard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation),
        };
        Client = new HttpClient(new MeasuredRequests(pools, new Redirects(handler, MaxRedirects), time)) { Timeout = options.Value.HttpTimeout };
        // A request's own stands in its place.
        Client.DefaultRequestHeaders.Add("Accept-Encoding", AnswerBody.Accepted);
    }

    public HttpClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        handler.Dispose();
    }
}
