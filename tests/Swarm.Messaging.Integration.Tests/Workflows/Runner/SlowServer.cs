using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Integration.Tests.Workflows.Runner;

/// <summary>A server on loopback whose requests wait for the test, and which counts how many were there at a time.</summary>
internal sealed class SlowServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock gate = new();
    private readonly List<string> arrived = [];
    private readonly List<TaskCompletionSource> waiting = [];
    private int present;

    private SlowServer(WebApplication server) => this.server = server;

    public string Url => server.Urls.First();

    /// <summary>Requests leave in groups of so many, as soon as they are there together; 0: when the test says so.</summary>
    public int Together { get; private set; }

    public int MostAtATime { get; private set; }

    /// <summary>The names of what has arrived, in order.</summary>
    public IReadOnlyList<string> Arrived
    {
        get
        {
            lock (gate)
                return [.. arrived];
        }
    }

    public static async Task<SlowServer> StartAsync(int together = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var slow = new SlowServer(app) { Together = together };
        app.MapGet("/wait/{name}", async (string name) =>
        {
            await slow.EnterAsync(name);
            return Results.Json(new { name });
        });
        app.MapGet("/now/{name}", (string name) => Results.Json(new { name }));
        app.MapGet("/sleep/{ms:int}", async (int ms) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(ms), TimeProvider.System);
            return Results.Text("slept");
        });
        app.MapGet("/broken/{name}", () => Results.StatusCode(503));
        await app.StartAsync();
        return slow;
    }

    /// <summary>Lets all go that are there.</summary>
    public void Release()
    {
        lock (gate)
        {
            waiting.ForEach(w => w.TrySetResult());
            waiting.Clear();
        }
    }

    /// <summary>From now on nobody waits.</summary>
    public void Open()
    {
        Together = 1;
        Release();
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await server.DisposeAsync();
    }

    private async Task EnterAsync(string name)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            arrived.Add(name);
            MostAtATime = Math.Max(MostAtATime, ++present);
            waiting.Add(mine);
            if (waiting.Count == Together)
            {
                waiting.ForEach(w => w.TrySetResult());
                waiting.Clear();
            }
        }

        await mine.Task;
        lock (gate)
            present--;
    }
}
