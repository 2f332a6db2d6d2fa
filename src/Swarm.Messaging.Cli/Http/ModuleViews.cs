using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Cli.Http;

/// <summary>What the API tells of modules.</summary>
/// <param name="Problems">Manifests in the module folder that are of no use.</param>
internal sealed record ModuleList(IReadOnlyList<ModuleView> Modules, IReadOnlyList<ModuleProblem> Problems);

internal sealed record ModuleProblem(string Name, string Problem);

/// <param name="Shipped">Part of the product; false: added by an operator.</param>
/// <param name="Pairs">File type and operation, as <c>js:analyze</c>.</param>
/// <param name="MemoryLimitMb">The most an attempt gets; null: as the task and the host say.</param>
/// <param name="TimeoutMs">The most an attempt gets; null: as the task and the host say.</param>
/// <param name="Replaces">In the answer to adding it: the hash of the module of this name that it took the place of; null when there was none.</param>
/// <param name="Warnings">In the answer to adding it: pairs that another module declares as well, and which one is used.</param>
internal sealed record ModuleView(
    string Name, bool Shipped, IReadOnlyList<string> Pairs, string Sha256, int? MemoryLimitMb, long? TimeoutMs,
    string? Replaces = null, IReadOnlyList<string>? Warnings = null)
{
    public static ModuleView Of(ModuleManifest module) => new(
        module.Name, module.IsShipped, [.. module.Pairs.Select(pair => pair.ToString())], module.Hash, module.MemoryLimitMb,
        (long?)module.Timeout?.TotalMilliseconds);
}

/// <param name="Removed">The module that is gone.</param>
internal sealed record ModuleRemoved(ModuleView Removed);
