namespace Swarm.Messaging.Wasmtime.Modules;

/// <summary>Modules that the operator has put into a folder: <c>name.wasm</c>. Names never lead out of it.</summary>
internal sealed class ModuleFolder(string? path)
{
    public const string NameRule = "at most 128 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static ReadOnlySpan<byte> Magic => "\0asm"u8;

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public IEnumerable<string> Names => path is null || !Directory.Exists(path)
        ? []
        : Directory.EnumerateFiles(path, "*.wasm").Select(file => Path.GetFileNameWithoutExtension(file)).Where(IsName).Order(StringComparer.Ordinal);

    public bool Contains(string name) => FileOf(name) is not null;

    /// <summary>Looks at the first bytes only; cheap enough for every submission.</summary>
    public bool IsWebAssembly(string name)
    {
        Span<byte> start = stackalloc byte[4];
        using var file = File.OpenRead(FileOf(name)!);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Magic);
    }

    public byte[] Read(string name)
    {
        var file = FileOf(name) ?? throw new ModuleLoadException($"There is no module '{name}' in the module folder '{path}'.");
        return File.ReadAllBytes(file);
    }

    private string? FileOf(string name)
    {
        if (path is null || !IsName(name))
            return null;
        var file = Path.Combine(path, $"{name}.wasm");
        return File.Exists(file) ? file : null;
    }
}
