using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Tests.Wasm.Recovery;

/// <summary>Whatever switches an attempt recovers with: guests do the same, and fail the same.</summary>
public sealed class SandboxVariantTests : IDisposable
{
    private const SandboxVariant SafeMode = SandboxVariant.Plain | SandboxVariant.Checked | SandboxVariant.Debug | SandboxVariant.Interpreted;

    /// <summary>What Wasmtime writes for the machine of its interpreter, on whichever processor (that of RISC-V, which ours are not).</summary>
    private const int ByteCode = 243;

    private readonly EpochTicker ticker = new();

    [Theory]
    [InlineData((int)SandboxVariant.Plain)]
    [InlineData((int)SandboxVariant.Checked)]
    [InlineData((int)SandboxVariant.Debug)]
    [InlineData((int)SandboxVariant.Interpreted)]
    [InlineData((int)SafeMode)]
    public async Task A_faulty_module_fails_alike_under_every_variant(int variant)
    {
        using var engine = Engine((SandboxVariant)variant);
        foreach (var (name, expected) in FaultyModules.Expected)
        {
            TimeSpan? timeout = name is FaultyModules.LoopsForEver or FaultyModules.WritesForEver ? TimeSpan.FromMilliseconds(200) : null;
            var failed = (await engine.RunAsync(FaultyModules.Call(engine, name, timeout), default)).ShouldBeOfType<GuestOutcome.Failed>(name);
            (failed.ErrorType, failed.Trap).ShouldBe(expected, $"{name}: {failed.Message}");
        }

        (await engine.RunAsync(FaultyModules.Call(engine, FaultyModules.Works), default)).ShouldBeOfType<GuestOutcome.Completed>();
    }

    [Fact]
    public async Task The_shipped_parser_answers_alike_in_safe_mode()
    {
        var folder = Directory.CreateTempSubdirectory("swarm-variants-").FullName;
        try
        {
            var answers = new List<string>();
            foreach (var variant in (SandboxVariant[])[SandboxVariant.Default, SafeMode])
            {
                var options = Options.Create(new WasmOptions { CacheFolder = folder });
                using var engine = Engine(variant);
                using var modules = new ModuleStore(engine, new ModuleCatalog(options), options);
                var parser = ShippedModules.All.Single(m => m.Name == ShippedModules.TreeSitter);
                var outcome = await engine.RunAsync(
                    new GuestCall(stop => modules.Load(parser, stop), "analyze", "rs", "fn main() { let x = 1; }"u8.ToArray(), 128, TimeSpan.FromMinutes(2)), default);
                answers.Add(Encoding.UTF8.GetString(outcome.ShouldBeOfType<GuestOutcome.Completed>(outcome.ToString()).Result));
            }

            answers[1].ShouldBe(answers[0]);
            Directory.GetFiles(folder).Length.ShouldBe(2, "each variant has compiled code of its own");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_interpreter_runs_no_machine_code()
    {
        using var native = Engine(SandboxVariant.Default);
        using var interpreted = Engine(SandboxVariant.Interpreted);

        MachineOf(native).ShouldNotBe(MachineOf(interpreted));
        MachineOf(interpreted).ShouldBe(ByteCode);
    }

    public void Dispose() => ticker.Dispose();

    /// <summary>Compiled modules are ELF files; bytes 18 and 19 name the machine.</summary>
    private static int MachineOf(WasmEngine engine)
    {
        using var module = Module.FromBytes(engine.Engine, "works", FaultyModules.Bytes(FaultyModules.Works));
        return BinaryPrimitives.ReadUInt16LittleEndian(module.Serialize().AsSpan(18));
    }

    private WasmEngine Engine(SandboxVariant variant) => new(5, ticker, TimeProvider.System, variant);
}
