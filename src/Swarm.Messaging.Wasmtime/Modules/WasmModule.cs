using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>A compiled module, ready to be instantiated any number of times.</summary>
internal sealed class WasmModule
{
    public const string Wasi = "wasi_snapshot_preview1";

    public WasmModule(string name, Module module)
    {
        Name = name;
        Module = module;
        WantsWasi = module.Imports.Any(import => import.ModuleName == Wasi);
        MinimumMemoryBytes = module.Exports.OfType<MemoryExport>().Select(memory => memory.Minimum * Memory.PageSize).FirstOrDefault();
    }

    public string Name { get; }

    public Module Module { get; }

    public bool WantsWasi { get; }

    /// <summary>What it needs before it has done anything; 0 when its memory is not exported.</summary>
    public long MinimumMemoryBytes { get; }
}
