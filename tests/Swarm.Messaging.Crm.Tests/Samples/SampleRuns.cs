namespace Swarm.Messaging.Crm.Tests.Samples;

/// <summary>A world in which the examples run side by side: much of their time is a wait for a window or a retry.</summary>
public sealed class SampleRuns : IAsyncLifetime
{
    private const int AtATime = 4;

    private readonly SemaphoreSlim places = new(AtATime);
    private readonly Dictionary<string, Task<string>> runs = new(StringComparer.Ordinal);

    internal SampleWorld World { get; } = new();

    public async Task InitializeAsync()
    {
        await World.InitializeAsync();
        foreach (var name in SampleWorld.Names.Where(n => n != FailoverSampleTests.Name))
            runs[name] = RunAsync(name);
    }

    public async Task DisposeAsync()
    {
        await ((Task)Task.WhenAll(runs.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await World.DisposeAsync();
        places.Dispose();
    }

    /// <returns>What it said.</returns>
    internal Task<string> OutputAsync(string name) => runs[name];

    private async Task<string> RunAsync(string name)
    {
        await places.WaitAsync();
        try
        {
            return await World.RunAsync(name);
        }
        finally
        {
            places.Release();
        }
    }
}
