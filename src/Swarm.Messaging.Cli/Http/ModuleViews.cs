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
internal sealed record ModuleView(
    string Name, bool Shipped, IReadOnlyList<string> Pairs, string Sha256, int? MemoryLimitMb, long? TimeoutMs)
{
    public static ModuleView Of(ModuleManifest module) => new(
        module.Name, module.IsShipped, [.. module.Pairs.Select(pair => pair.ToString())], module.Hash, module.MemoryLimitMb,
        (long?)module.Timeout?.TotalMilliseconds);
}

/// <param name="Removed">The module that is gone.</param>
internal sealed record ModuleRemoved(ModuleView Removed);
