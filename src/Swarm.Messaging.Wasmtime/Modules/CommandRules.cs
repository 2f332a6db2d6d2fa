using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>What makes a module a WASI preview 1 command, judged by what it imports and exports.</summary>
internal static class CommandRules
{
    public static IEnumerable<Violation> Check(Module module, WasmEngine engine)
    {
        using var store = new Store(engine.Engine);
        foreach (var import in module.Imports)
        {
            if (import is not FunctionImport || import.ModuleName != WasmModule.Wasi || engine.Linker.GetFunction(store, import.ModuleName, import.Name) is null)
                yield return new Violation(
                    "module", $"{import.ModuleName}.{import.Name}", "must import functions of WASI preview 1 only.", "unknown_import");
        }

        if (!module.Exports.OfType<FunctionExport>().Any(export => export.Name == "_start" && export.Parameters.Count + export.Results.Count == 0))
            yield return new Violation("module", Exports(module), "must export _start() as a program does, not the functions of a library.", "no_start");
        if (!module.Exports.OfType<MemoryExport>().Any(export => export.Name == "memory"))
            yield return new Violation("module", Exports(module), "must export its memory as 'memory': WASI reads and writes there.", "no_memory");
    }

    private static string Exports(Module module) => module.Exports.Count == 0
        ? "a module without exports"
        : PayloadRules.Cut("a module with " + string.Join(", ", module.Exports.Select(export => export.Name)));
}
