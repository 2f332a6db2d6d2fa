namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>
/// Modules that an operator has added: <c>name.wasm</c> and its manifest <c>name.json</c>. A file without a manifest is not installed.
/// Names never lead out of the folder; files are replaced by renaming, so that a reader sees an old or a new one whole.
/// </summary>
internal sealed class ModuleFolder(string? path)
{
    public const string NameRule = "at most 128 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static ReadOnlySpan<byte> Magic => "\0asm"u8;

    /// <summary>Null when the host has none: nothing can be added.</summary>
    public string? Path => path;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public static bool IsWebAssembly(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    /// <summary>Changes whenever a file comes, goes or is replaced.</summary>
    public DateTime Version => path is null ? default : Directory.GetLastWriteTimeUtc(path);

    /// <summary>Every manifest there, with the reason when it is of no use.</summary>
    public IEnumerable<(string Name, ModuleManifest? Manifest, string? Problem)> Read()
    {
        if (path is null || !Directory.Exists(path))
            yield break;
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(file);
            if (!IsName(name))
                continue;
            var manifest = ManifestFile.Read(name, File.ReadAllBytes(file), out var problem);
            if (manifest is not null && !Holds(name))
                (manifest, problem) = (null, $"{name}.wasm is not there.");
            yield return (name, manifest, problem);
        }
    }

    /// <summary>There is a file of that name, with a manifest or without.</summary>
    public bool Holds(string name) => IsName(name) && path is not null && File.Exists(FileOf(name, "wasm"));

    public byte[] ReadModule(string name) => File.ReadAllBytes(FileOf(name, "wasm"));

    public bool BeginsAsWebAssembly(string name)
    {
        Span<byte> start = stackalloc byte[Magic.Length];
        using var file = File.OpenRead(FileOf(name, "wasm"));
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && IsWebAssembly(start);
    }

    /// <summary>The module first: a manifest without its module would be a lie.</summary>
    public void Save(ModuleManifest manifest, ReadOnlySpan<byte> module)
    {
        Replace(FileOf(manifest.Name, "wasm"), module);
        Replace(FileOf(manifest.Name, "json"), ManifestFile.Of(manifest).Write());
    }

    public void Delete(string name)
    {
        File.Delete(FileOf(name, "json"));
        File.Delete(FileOf(name, "wasm"));
    }

    private static void Replace(string file, ReadOnlySpan<byte> bytes)
    {
        var temporary = $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, file, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string FileOf(string name, string extension) => System.IO.Path.Combine(path!, $"{name}.{extension}");
}
