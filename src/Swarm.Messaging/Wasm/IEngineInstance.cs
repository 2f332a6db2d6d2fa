namespace Swarm.Messaging.Wasm;

/// <summary>What an instance is made of: its engine, memory, threads and loaded modules, until it is disposed.</summary>
internal interface IEngineInstance : IAsyncDisposable
{
    /// <summary>Memory and processor time as measured.</summary>
    InstanceUsage Usage { get; }

    /// <summary>Names of the modules it has loaded.</summary>
    IReadOnlyList<string> Cached { get; }

    /// <summary>Runs a tiny guest under the limits of the instance.</summary>
    /// <returns>Null: well. Else what is wrong, as a sentence.</returns>
    Task<string?> ProbeAsync(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Gives back all memory that no running guest holds: the next call begins on new memory, threads and modules. What runs goes on.</summary>
    Task ClearMemoryAsync();

    /// <summary>Forgets its loaded modules: the next call loads them again.</summary>
    void ClearCache();

    /// <summary>Tells its guests to stop. Disposing waits for them.</summary>
    void Cancel();
}
