using System.Text;
using Swarm.Messaging.Wasmtime.Modules;
using Wasmtime;

namespace Swarm.Messaging.Wasmtime.Sandbox.Protocols;

/// <summary>
/// A plugin of dprint, interface version 4: texts go both ways through one shared buffer. Formatted with the plugin's own defaults.
/// </summary>
internal sealed class DprintSession(WasmModule module, GuestCall call) : GuestSession(module, call)
{
    private const int ConfigurationId = 1;

    private static ReadOnlySpan<byte> Configuration => """{"global":{},"plugin":{}}"""u8;

    public override GuestOutcome Run(Instance instance)
    {
        var memory = instance.GetMemory("memory");
        var (share, shared) = (instance.GetFunction<int, int>("clear_shared_bytes"), instance.GetFunction<int>("get_shared_bytes_ptr"));
        var (register, setPath) = (instance.GetAction<int>("register_config"), instance.GetAction("set_file_path"));
        var format = instance.GetFunction<int, int>("format");
        var (formatted, error) = (instance.GetFunction<int>("get_formatted_text"), instance.GetFunction<int>("get_error_text"));
        if (memory is null || share is null || shared is null || register is null || setPath is null || format is null || formatted is null || error is null)
            return Missing("what version 4 of dprint's plugin interface asks for");

        bool Send(ReadOnlySpan<byte> text) => TryWrite(memory, share(text.Length), text);
        byte[]? Receive(int length) => TryRead(memory, shared(), length);

        if (!Send(Configuration))
            return GuestFailures.OutsideMemory(Module, "allocated");
        register(ConfigurationId);
        if (!Send(Encoding.UTF8.GetBytes($"content.{Request.Language}")))
            return GuestFailures.OutsideMemory(Module, "allocated");
        setPath();
        if (!Send(Request.Content.Span))
            return GuestFailures.OutsideMemory(Module, "allocated");
        var state = format(ConfigurationId);
        if (state == 0)
            return FormatAnswer.Unchanged(Request.Content);
        if (Receive(state == 1 ? formatted() : error()) is not { } text)
            return GuestFailures.OutsideMemory(Module, "returned");
        return state == 1 ? FormatAnswer.Changed(text) : FormatAnswer.Refused(Encoding.UTF8.GetString(text));
    }
}
