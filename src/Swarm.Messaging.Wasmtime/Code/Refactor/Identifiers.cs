using System.Collections.Frozen;
using System.Globalization;

namespace Swarm.Messaging.Wasmtime.Code.Refactor;

/// <summary>What can be a name in each language, and which words cannot.</summary>
internal static class Identifiers
{
    private const string EcmaScript =
        "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for "
        + "function if implements import in instanceof interface let new null package private protected public return static super switch "
        + "this throw true try typeof var void while with yield undefined";

    private const string TypeScript = EcmaScript + " any bigint boolean never number object string symbol unknown";

    private const string C =
        "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return "
        + "short signed sizeof static struct switch typedef union unsigned void volatile while";

    private static readonly FrozenDictionary<string, FrozenSet<string>> Keywords = new Dictionary<string, string>
    {
        ["js"] = EcmaScript,
        ["ts"] = TypeScript,
        ["tsx"] = TypeScript,
        ["py"] = "False None True and as assert async await break class continue def del elif else except finally for from global if import in is "
            + "lambda nonlocal not or pass raise return try while with yield",
        ["rs"] = "abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if impl in let loop "
            + "macro match mod move mut override priv pub ref return self Self static struct super trait true try type typeof unsafe unsized use "
            + "virtual where while yield _",
        ["go"] = "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return "
            + "select struct switch type var _",
        ["java"] = "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally "
            + "float for goto if implements import instanceof int interface long native new null package private protected public return short "
            + "static strictfp super switch synchronized this throw throws transient true try void volatile while _",
        ["cpp"] = C + " alignas alignof and and_eq asm bitand bitor bool catch char16_t char32_t char8_t class co_await co_return co_yield compl "
            + "concept const_cast consteval constexpr constinit decltype delete dynamic_cast explicit export false friend mutable namespace new "
            + "noexcept not not_eq nullptr operator or or_eq private protected public reinterpret_cast requires static_assert static_cast template "
            + "this thread_local throw true try typeid typename using virtual wchar_t xor xor_eq",
        ["c"] = C + " _Alignas _Alignof _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert _Thread_local",
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    public static bool IsKeyword(string language, string name) => Keywords[language].Contains(name);

    public static bool IsIdentifier(string language, string name)
    {
        var hasDollar = language is "js" or "ts" or "tsx" or "java";
        var isFirst = true;
        foreach (var rune in name.EnumerateRunes())
        {
            if (!(rune.Value == '_' || (hasDollar && rune.Value == '$') || IsLetter(rune) || (!isFirst && IsDigitOrMark(rune))))
                return false;
            isFirst = false;
        }

        return !isFirst;
    }

    private static bool IsLetter(System.Text.Rune rune) =>
        System.Text.Rune.IsLetter(rune) || System.Text.Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;

    private static bool IsDigitOrMark(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
}
