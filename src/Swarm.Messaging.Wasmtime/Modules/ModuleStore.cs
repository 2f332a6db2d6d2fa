using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>The compiled modules of one engine, each loaded once; by hash, so that a replaced one is another.</summary>
internal sealed class ModuleStore : IDisposable
{
    private readonly ConcurrentDictionary<string, WasmModule> _loaded = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private readonly ModuleCache _cache;
    private readonly ModuleFolder _folder;

    public ModuleStore(WasmEngine engine, ModuleCatalog catalog, IOptions<WasmOptions> options)
    {
        Engine = engine.Engine;
        _cache = new ModuleCache(engine.Engine, Path.GetFullPath(options.Value.CacheFolder), SandboxConfig.Fingerprint(engine.Variant));
        _folder = catalog.Folder;
    }

    /// <summary>The engine that they are of.</summary>
    public Engine Engine { get; }

    /// <summary>Names of what is loaded.</summary>
    public IReadOnlyList<string> Loaded => [.. _loaded.Values.Select(module => module.Name).Order(StringComparer.Ordinal)];

    /// <summary>Blocks while it compiles, so call it on a thread of your own.</summary>
    /// <exception cref="ModuleLoadException">Gone, changed since it was added, damaged or not WebAssembly.</exception>
    public WasmModule Load(ModuleManifest manifest, CancellationToken cancellation)
    {
        if (_loaded.TryGetValue(manifest.Hash, out var known))
            return known;
        cancellation.ThrowIfCancellationRequested();
        lock (_loading) // compiling uses every core already: a second one at the same time gains nothing
            return _loaded.GetOrAdd(manifest.Hash, _ => new WasmModule(manifest.Name, _cache.Get(manifest.Name, manifest.Hash, () => Read(manifest))));
    }

    public void Dispose()
    {
        foreach (var module in _loaded.Values)
            module.Module.Dispose();
    }

    private byte[] Read(ModuleManifest manifest)
    {
        if (manifest.IsShipped)
            return ShippedModule.Read(manifest.Name);
        byte[] bytes;
        try
        {
            bytes = _folder.ReadModule(manifest.Name);
        }
        catch (IOException gone)
        {
            throw new ModuleLoadException($"Module '{manifest.Name}' cannot be read: {gone.Message}", gone);
        }

        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return actual == manifest.Hash
            ? bytes
            : throw new ModuleLoadException(
                $"Module '{manifest.Name}' has SHA-256 {actual}, its manifest pins {manifest.Hash}: it has changed since it was added. Add it again if that was meant.");
    }
}
