using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>An export per operation: language and content in, for some a request as well, the address of a JSON document out.</summary>
internal sealed class OperationsSession(WasmModule module, GuestCall call) : GuestSession(module, call)
{
    public override GuestOutcome Run(Instance instance)
    {
        var memory = instance.GetMemory("memory");
        var allocate = instance.GetFunction<int, int>("alloc");
        var plain = instance.GetFunction<int, int, int, int, long>(Request.Operation);
        var asking = instance.GetFunction<int, int, int, int, int, int, long>(Request.Operation);
        if (memory is null || allocate is null || (plain is null && asking is null))
            return Missing($"memory, alloc(i32)->i32 and {Request.Operation}(i32,i32,i32,i32)->i64, or the same with two more i32");

        byte[][] inputs = [Encoding.UTF8.GetBytes(Request.Language), Request.Content.ToArray(), Request.Request.ToArray()];
        var at = inputs.Select(input => allocate(input.Length)).ToArray();
        // Written after all allocations: growing may move the memory.
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!TryWrite(memory, at[i], inputs[i]))
                return GuestFailures.OutsideMemory(Module, "allocated");
        }

        var result = asking is not null
            ? asking(at[0], inputs[0].Length, at[1], inputs[1].Length, at[2], inputs[2].Length)
            : plain!(at[0], inputs[0].Length, at[1], inputs[1].Length);
        return Answer(memory, (int)((ulong)result >> 32), (int)result);
    }

    private GuestOutcome Answer(Memory memory, int at, int length)
    {
        if (at == 0)
            return new GuestOutcome.Failed(GuestErrors.Panic, $"Module '{Module.Name}' does not know language '{Request.Language}'.");
        return TryRead(memory, at, length) is { } result ? new GuestOutcome.Completed(result) : GuestFailures.OutsideMemory(Module, "returned");
    }
}
