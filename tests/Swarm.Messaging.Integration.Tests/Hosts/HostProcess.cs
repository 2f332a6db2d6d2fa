using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Hosts;

/// <summary>Another process that runs <see cref="Host"/>.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ChildProcess _process;
    private readonly TempFolder _temporary;

    private HostProcess(ChildProcess process, TempFolder temporary, string[] facts)
    {
        _process = process;
        _temporary = temporary;
        Facts = facts;
    }

    public int Id => _process.Id;

    /// <summary>What the host said when it was ready.</summary>
    public string[] Facts { get; }

    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        var ready = new TaskCompletionSource<string[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        var temporary = new TempFolder("host"); // a killed host cannot tidy up
        var process = await ChildProcess.StartAsync(new("dotnet", ["exec", typeof(Host).Assembly.Location, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path },
            Output = line =>
            {
                if (line.Split(' ') is [Host.Ready, .. var facts])
                {
                    ready.TrySetResult(facts);
                }
            },
        });
        var first = await Task.WhenAny(ready.Task, process.Exited).WaitAsync(Patience);
        first.ShouldBe(ready.Task, $"the host ended: {string.Join('\n', await process.LastLinesAsync(TimeProvider.System))}");
        return new HostProcess(process, temporary, await ready.Task);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _temporary.Dispose();
    }
}
