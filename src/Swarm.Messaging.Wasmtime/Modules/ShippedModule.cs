using System.IO.Compression;
using System.Security.Cryptography;

namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>A module inside this assembly: compressed, with the hash that its build script wrote.</summary>
internal static class ShippedModule
{
    /// <summary>Known without unpacking, so that a compiled module is found without touching the original.</summary>
    public static string Hash(string name)
    {
        using var reader = new StreamReader(Open($"{name}.wasm.sha256"));
        return reader.ReadToEnd().Split(' ')[0];
    }

    public static byte[] Read(string name)
    {
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(Open($"{name}.wasm.gz"), CompressionMode.Decompress))
            packed.CopyTo(unpacked);
        var bytes = unpacked.ToArray();
        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (actual != Hash(name))
            throw new ModuleLoadException($"Shipped module '{name}' has SHA-256 {actual}, expected {Hash(name)}: the installation is damaged, install again.");
        return bytes;
    }

    private static Stream Open(string resource) =>
        typeof(ShippedModule).Assembly.GetManifestResourceStream(resource)
        ?? throw new ModuleLoadException($"The assembly does not contain '{resource}': it was built without its modules.");
}
