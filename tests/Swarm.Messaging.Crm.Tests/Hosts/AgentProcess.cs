using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Crm.Tests.Hosts;

/// <summary>The CRM agent as a process of its own, as an operator starts it.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ChildProcess process;
    private readonly TempFolder temporary;

    private AgentProcess(ChildProcess process, TempFolder temporary) => (this.process, this.temporary) = (process, temporary);

    public static async Task<AgentProcess> StartAsync(params string[] arguments)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var temporary = new TempFolder("agent"); // a killed agent cannot tidy up
        var process = await ChildProcess.StartAsync(new("dotnet", ["exec", typeof(CrmAgentOptions).Assembly.Location, .. arguments])
        {
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary.Path },
            Output = line =>
            {
                if (line.StartsWith("CRM agent ", StringComparison.Ordinal))
                    ready.TrySetResult();
            },
        });
        var first = await Task.WhenAny(ready.Task, process.Exited).WaitAsync(Patience);
        first.ShouldBe(ready.Task, $"the agent ended: {string.Join('\n', await process.LastLinesAsync(TimeProvider.System))}");
        return new AgentProcess(process, temporary);
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        // The browser of a killed agent ends by itself, a moment later.
        await Integration.Tests.Eventually.HoldsAsync(TryTidy, $"{temporary.Path} can be removed");
    }

    private bool TryTidy()
    {
        try
        {
            temporary.Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
