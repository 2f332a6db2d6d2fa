using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm;

public sealed class ModuleCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-wasm-cache-").FullName;
    private readonly Engine _engine = SandboxConfig.CreateEngine(4, SandboxVariant.Default);
    private readonly byte[] _bytes = Module.ConvertText("""(module (func (export "f")))""");

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_module_is_compiled_once()
    {
        Get(() => _bytes);

        Get(() => throw new InvalidOperationException("must come from the cache")).Exports.Count.ShouldBe(1);
        Path.GetFileName(Directory.GetFiles(_folder).ShouldHaveSingleItem()).ShouldStartWith($"hash-{SandboxConfig.Fingerprint(SandboxVariant.Default)}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a compiled module")]
    public void A_file_that_is_refused_is_compiled_again_and_replaced(string damaged)
    {
        Get(() => _bytes);
        var file = Directory.GetFiles(_folder).Single();
        File.WriteAllText(file, damaged);

        Get(() => _bytes).Exports.Count.ShouldBe(1);
        File.ReadAllBytes(file).Length.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Many_that_compile_at_once_leave_one_whole_file()
    {
        Parallel.For(0, 16, _ => Get(() => _bytes).Exports.Count.ShouldBe(1));

        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_costs_only_the_cache()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        new ModuleCache(_engine, Path.Combine(file, "below"), "f").Get("test", "hash", () => _bytes).Exports.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("tree-sitter")]
    [InlineData("dprint-typescript")]
    [InlineData("gofmt")]
    [InlineData("quickjs")]
    public void A_shipped_module_has_the_hash_that_its_build_wrote(string name) =>
        ShippedModule.Read(name).AsSpan(0, 4).SequenceEqual("\0asm"u8).ShouldBeTrue();

    private Module Get(Func<byte[]> read) => new ModuleCache(_engine, _folder, SandboxConfig.Fingerprint(SandboxVariant.Default)).Get("test", "hash", read);
}
