using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary>A service with effects, which writes down each that it has, under its idempotency key.</summary>
internal sealed class LedgerServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly List<(string Name, string Key)> effects = [];
    private int counted;

    private LedgerServer(WebApplication server) => this.server = server;

    public string Address => server.Urls.First();

    /// <summary>What is posted to <c>flip</c> is answered 404 until then, and written down all the same.</summary>
    public bool Works { get; set; }

    /// <summary>What is posted to <c>gate</c> is written down at once, and answered as by <c>flip</c> when this has ended.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What is posted to <c>may</c> under one of these names is answered 404, and written down all the same.</summary>
    public ConcurrentDictionary<string, bool> Refused { get; } = [];

    /// <summary>What is posted to <c>may</c> under one of these names is written down at once, and answered when this has ended.</summary>
    public ConcurrentDictionary<string, Task> Held { get; } = [];

    public IReadOnlyList<string> Names => [.. Effects.Select(e => e.Name)];

    public IReadOnlyList<(string Name, string Key)> Effects
    {
        get
        {
            lock (gate)
                return [.. effects];
        }
    }

    public static async Task<LedgerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var ledger = new LedgerServer(app);
        app.MapPost("/ok/{name}", (string name, HttpRequest request) => ledger.Write(name, request, 200));
        app.MapPost("/flip/{name}", (string name, HttpRequest request) => ledger.Write(name, request, ledger.Works ? 200 : 404));
        app.MapPost("/gate/{name}", async (string name, HttpRequest request) =>
        {
            var answer = ledger.Write(name, request, ledger.Works ? 200 : 404);
            await ledger.Gate;
            return answer;
        });
        app.MapPost("/may/{name}", async (string name, HttpRequest request) =>
        {
            var answer = ledger.Write(name, request, ledger.Refused.ContainsKey(name) ? 404 : 200);
            await ledger.Held.GetValueOrDefault(name, Task.CompletedTask);
            return answer;
        });
        app.MapPost("/bad", () => Results.NotFound());
        app.MapPost("/down", () => Results.StatusCode(503));
        app.MapGet("/packed/{encoding}", (string encoding, HttpContext http) =>
        {
            http.Response.Headers.ContentEncoding = encoding;
            return Results.Bytes("no such thing, but a text"u8.ToArray());
        });
        app.MapPost("/count", () => Results.Json(Interlocked.Increment(ref ledger.counted)));
        await app.StartAsync();
        return ledger;
    }

    public Task<WorkflowHost> HostAsync(int redisPort, Action<WorkflowOptions>? configure = null) => WorkflowHost.StartAsync(redisPort, configure: services => services.Configure<WorkflowOptions>(o =>
    {
        o.AllowedHosts = "127.0.0.1";
        configure?.Invoke(o);
    }));

    /// <summary>What stands in a node that posts there, once.</summary>
    public string Post(string path) => $$""" "type": "http_request", "retry": { "maxAttempts": 1 }, "configuration": { "url": "{{Address}}/{{path}}", "method": "POST" } """;

    /// <summary>From now on these are refused, and no others.</summary>
    public void Refuse(params string[] names)
    {
        Refused.Clear();
        foreach (var name in names)
            Refused[name] = true;
    }

    /// <returns>Ends the wait of those who post under that name.</returns>
    public TaskCompletionSource Hold(string name)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Held[name] = held.Task;
        return held;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private IResult Write(string name, HttpRequest request, int status)
    {
        lock (gate)
            effects.Add((name, request.Headers["Idempotency-Key"].ToString()));
        return Results.StatusCode(status);
    }
}
