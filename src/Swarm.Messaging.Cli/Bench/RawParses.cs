using System.Text;
using Swarm.Messaging.Wasmtime.Sandbox;
using Wasmtime;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// The same parses without anything of ours between: one engine with the settings of the sandbox, a thread per worker, a fresh store per
/// parse, and the guest's own functions.
/// </summary>
internal sealed class RawParses : IDisposable
{
    private const int StackBytes = 4 * 1024 * 1024;
    private const long MemoryBytes = 128L * 1024 * 1024;

    private readonly byte[] content;
    private readonly int workers;
    private readonly Engine engine;
    private readonly Module module;
    private readonly Linker linker;

    public RawParses(byte[] wasm, byte[] content, int workers)
    {
        (this.content, this.workers) = (content, workers);
        engine = SandboxConfig.CreateEngine(workers, SandboxVariant.Default);
        module = Module.FromBytes(engine, "raw", wasm);
        linker = new Linker(engine);
    }

    public byte[] Once()
    {
        using var store = new Store(engine);
        store.SetLimits(MemoryBytes, SandboxConfig.MostTableElements, 1, 4, 1);
        store.SetEpochDeadline(ulong.MaxValue / 2);
        var instance = linker.Instantiate(store, module);
        instance.GetAction("_initialize")?.Invoke();
        var memory = instance.GetMemory("memory")!;
        var allocate = instance.GetFunction<int, int>("alloc")!;
        byte[][] inputs = [Encoding.UTF8.GetBytes("js"), content];
        var at = inputs.Select(input => allocate(input.Length)).ToArray();
        for (var i = 0; i < inputs.Length; i++)
            inputs[i].CopyTo(memory.GetSpan((uint)at[i], inputs[i].Length));
        var result = instance.GetFunction<int, int, int, int, long>("analyze")!(at[0], inputs[0].Length, at[1], inputs[1].Length);
        return memory.GetSpan((uint)(result >> 32), (int)result).ToArray();
    }

    public Task RunAsync(int count, byte[] expected)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, workers).Select(_ =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            new Thread(
                () =>
                {
                    try
                    {
                        while (Interlocked.Decrement(ref left) >= 0)
                        {
                            if (!Once().AsSpan().SequenceEqual(expected))
                                throw new BenchWrongException("A parse on Wasmtime itself came out differently.");
                        }

                        done.SetResult();
                    }
                    catch (Exception e)
                    {
                        done.SetException(e);
                    }
                },
                StackBytes)
            { IsBackground = true, Name = "raw-parse" }.Start();
            return done.Task;
        }));
    }

    public void Dispose()
    {
        linker.Dispose();
        module.Dispose();
        engine.Dispose();
    }
}
