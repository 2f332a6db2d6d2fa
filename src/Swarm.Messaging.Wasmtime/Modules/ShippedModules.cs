using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>The manifests of the modules inside this assembly. No pair has two of them.</summary>
internal static class ShippedModules
{
    public const string TreeSitter = "tree-sitter";

    /// <summary>Those that a formatter of their own optimizes.</summary>
    private static readonly string[] Formatted = ["js", "ts", "go"];

    public static IReadOnlyList<ModuleManifest> All { get; } =
    [
        Shipped(TreeSitter, GuestProtocol.Operations, [
            .. CodeLanguages.All.SelectMany(language => new[] { "analyze", "refactor", "edit", "create" }, (language, operation) => new ModulePair(language, operation)),
            .. CodeLanguages.All.Except(Formatted).Select(language => new ModulePair(language, "optimize"))]),
        Shipped("dprint-typescript", GuestProtocol.Dprint, [new("js", "optimize"), new("ts", "optimize")]),
        Shipped("gofmt", GuestProtocol.Gofmt, [new("go", "optimize")]),
        Shipped("quickjs", GuestProtocol.QuickJs, [new("js", "test")]),
    ];

    private static ModuleManifest Shipped(string name, GuestProtocol protocol, IReadOnlyList<ModulePair> pairs) =>
        new(name, protocol, pairs, ShippedModule.Hash(name), IsShipped: true);
}
