using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Swarm.Messaging.Wasmtime.Sandbox;

/// <summary>What an operation is asked: fields one after the other, each a 4-byte little-endian length and its UTF-8.</summary>
internal sealed class GuestRequest
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public static ReadOnlyMemory<byte> Of(params ReadOnlySpan<string> fields)
    {
        var request = new GuestRequest();
        foreach (var field in fields)
            request.Add(field);
        return request.Bytes;
    }

    public static List<string> Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<string>();
        while (bytes.Length >= sizeof(uint))
        {
            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            fields.Add(Encoding.UTF8.GetString(bytes.Slice(sizeof(uint), length)));
            bytes = bytes[(sizeof(uint) + length)..];
        }

        return fields;
    }

    public GuestRequest Add(string text)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), (uint)Encoding.UTF8.GetByteCount(text));
        _bytes.Advance(sizeof(uint));
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    public GuestRequest Add(int number) => Add(number.ToString(CultureInfo.InvariantCulture));
}
