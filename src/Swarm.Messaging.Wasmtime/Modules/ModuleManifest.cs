using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>What a module says of itself: what it can do, within which limits, and the hash of the bytes that this was said of.</summary>
/// <param name="Hash">SHA-256 of the module, lower case hexadecimal.</param>
/// <param name="MemoryLimitMb">The most memory an attempt gets, in MiB; null: as the task and the host say.</param>
/// <param name="Timeout">The most time an attempt gets; null: as the task and the host say.</param>
/// <param name="IsShipped">Part of the product; false: added by an operator.</param>
internal sealed record ModuleManifest(
    string Name,
    GuestProtocol Protocol,
    IReadOnlyList<ModulePair> Pairs,
    string Hash,
    int? MemoryLimitMb = null,
    TimeSpan? Timeout = null,
    bool IsShipped = false)
{
    public bool Declares(string fileType, string operation) =>
        Pairs.Any(pair => pair.FileType == fileType && pair.Operation == operation);
}
