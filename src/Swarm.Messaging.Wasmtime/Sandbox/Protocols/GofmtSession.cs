using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary><c>format</c> answers 0 when the text is in good form, 1 with its new form, else with what is wrong with it.</summary>
internal sealed class GofmtSession(WasmModule module, GuestCall call) : GuestSession(module, call)
{
    public override GuestOutcome Run(Instance instance)
    {
        var memory = instance.GetMemory("memory");
        var (allocate, format) = (instance.GetFunction<int, int>("alloc"), instance.GetFunction<int>("format"));
        var (address, length) = (instance.GetFunction<int>("output_ptr"), instance.GetFunction<int>("output_len"));
        if (memory is null || allocate is null || format is null || address is null || length is null)
            return Missing("memory, alloc(i32)->i32, format()->i32, output_ptr()->i32 and output_len()->i32");
        // It has no room for nothing.
        if (Request.Content.IsEmpty)
            return FormatAnswer.Unchanged(Request.Content);
        if (!TryWrite(memory, allocate(Request.Content.Length), Request.Content.Span))
            return GuestFailures.OutsideMemory(Module, "allocated");
        var state = format();
        if (state == 0)
            return FormatAnswer.Unchanged(Request.Content);
        if (TryRead(memory, address(), length()) is not { } text)
            return GuestFailures.OutsideMemory(Module, "returned");
        return state == 1 ? FormatAnswer.Changed(text) : FormatAnswer.Refused(Encoding.UTF8.GetString(text));
    }
}
